"""Addresses of runs and results."""

from django.urls import path

from hengping.web.apps.runs import views_results, views_runs

_CAMPAIGN = "<uuid:campaign_id>/"
_RUN = f"{_CAMPAIGN}runs/<uuid:run_id>/"

urlpatterns = [
    path(f"{_CAMPAIGN}results/", views_results.results, name="results"),
    path(f"{_CAMPAIGN}results/export.csv", views_results.results_csv, name="results_csv"),
    path(f"{_CAMPAIGN}results/export.xlsx", views_results.results_xlsx, name="results_xlsx"),
    path(f"{_CAMPAIGN}results/near/", views_results.near_lines, name="near_lines"),
    path(f"{_CAMPAIGN}sites/<str:site_code>/", views_results.site_result, name="site_result"),
    path(f"{_CAMPAIGN}runs/", views_runs.runs, name="runs"),
    path(f"{_CAMPAIGN}runs/start/", views_runs.start, name="run_start"),
    path(_RUN, views_runs.run, name="run"),
    path(f"{_RUN}progress/", views_runs.run_progress, name="run_progress"),
    path(f"{_RUN}pause/", views_runs.pause, name="run_pause"),
    path(f"{_RUN}resume/", views_runs.resume, name="run_resume"),
    path(f"{_RUN}current/", views_runs.make_current, name="run_make_current"),
    path(f"{_RUN}problems/", views_runs.problems, name="problems"),
    path(f"{_CAMPAIGN}problems/<uuid:problem_id>/", views_runs.problem, name="problem"),
]
