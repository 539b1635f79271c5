"""The platform (平台): people, rights, stages and pages over run folders. A Django project; nothing imports it.

Each app: ``models`` (tables), ``services`` (every write: one transaction, policy asked, act recorded), ``selectors``
(reads), ``views`` (thin), ``forms``, ``urls``. Who may do what stands in one table: :mod:`hengping.web.policy.table`.
"""
