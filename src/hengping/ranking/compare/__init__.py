"""Two rounds or two rule sets side by side (同比、衔接): changes, comparable panel, bridge, benchmarks, costs."""
