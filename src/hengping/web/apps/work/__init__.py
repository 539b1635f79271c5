"""Work in the background (后台工作): ordered by people, done by processes that may be killed."""
