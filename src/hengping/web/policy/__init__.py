"""Who may do what: one table (:mod:`table`), one place that reads it (:mod:`decide`), one way to ask (:mod:`pages`)."""
