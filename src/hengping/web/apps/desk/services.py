"""Every write of the assessors' desk; each is one act. See the modules for what it does."""

from hengping.web.apps.desk.applying import reviews_apply, settled_write, try_write
from hengping.web.apps.desk.assigning import site_recuse, tasks_assign, tasks_withdraw
from hengping.web.apps.desk.making import Wish, answer_set, subjects_make
from hengping.web.apps.desk.marking import drafts_hand_in, task_save

__all__ = [
    "Wish",
    "answer_set",
    "drafts_hand_in",
    "reviews_apply",
    "settled_write",
    "site_recuse",
    "subjects_make",
    "task_save",
    "tasks_assign",
    "tasks_withdraw",
    "try_write",
]
