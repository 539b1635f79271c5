"""The interface for programs (接口): the same rights, the same acts, by token instead of by session."""
