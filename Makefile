# 衡评的日常命令。make demo 与 make test 会自行安装所缺的东西。
.DEFAULT_GOAL := help
.PHONY: help demo test lint docs golden labelled soak soak-urls soak-kills soak-fuzz soak-platform clean ready ready-test
SHELL := bash

BIN := .venv/bin
PYTEST := $(BIN)/pytest -q
# 覆盖率只算这三个房间，由它们自己的测试来测；其余测试不带统计，快三分之一以上。
ROOMS := scoring ranking checks
ROOM_TESTS := tests/scoring tests/ranking tests/ranking_compare tests/checks
# 平台在 PostgreSQL 上每次都测的部分：写操作、计数、并发；全部在两种数据库上测由 make soak-platform 做。
BASE_TESTS := $(patsubst %,tests/web/test_web_%.py,acts policy appeals_rulings publishing runs_indexing runs_results)
# 测试会启动上百个进程，不缓存字节码则每个都要把程序重新编译一遍。
unexport PYTHONDONTWRITEBYTECODE

help: ## 列出全部命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: ready ## 模拟一个省的网站，完整评估一遍，打印通报所在位置
	$(BIN)/hengping demo --out demo-run

test: ready-test ## 全部测试：先是计分、排名、检查（带覆盖率），再是其余，耗时长的在前；平台写数据的部分在 PostgreSQL 上再测一遍
	rm -f .coverage .coverage.*
	$(PYTEST) -n 2 --dist worksteal $(ROOMS:%=--cov=src/hengping/%) --cov-report= $(ROOM_TESTS)
	$(PYTEST) -n 4 --dist loadfile --no-loadscope-reorder -m "not long" tests $(ROOM_TESTS:%=--ignore=%)
	scripts/with-postgres.sh -- $(PYTEST) -n 2 --dist loadfile -m "not slow and not browser and not long" $(BASE_TESTS)

lint: ready-test ## 代码检查：ruff、mypy、房间之间的门、许可证
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/licence_gate.py

docs: ready-test ## 由代码重新生成 docs/reference
	$(BIN)/python scripts/reference.py

golden: ready-test ## 用真实公布的数据核对计分与排名
	$(PYTEST) tests/golden -rA

labelled: ready-test ## 逐字段打印页面读取的准确率（PAGES=标注页面目录）
	$(if $(PAGES),HENGPING_PAGES="$(PAGES)") $(PYTEST) -s tests/extract/test_extract_labelled.py

soak: ready ## 更大的模拟省（SITES=200）
	$(BIN)/hengping demo --sites $(or $(SITES),200) --out demo-run-soak

soak-urls: ready-test ## 百万网址的采集：内存是否平稳，中断后重抓多少（URLS=1000000，KILLS=5）
	HENGPING_SOAK_URLS=$(or $(URLS),1000000) HENGPING_SOAK_KILLS=$(or $(KILLS),5) $(PYTEST) -s tests/soak

soak-kills: ready-test ## 整个评估随机强行终止多次，结果须与不中断时相同（KILLS=50）
	HENGPING_KILLS=$(or $(KILLS),50) $(PYTEST) -s tests/pipeline/test_pipeline_kill_many.py

soak-fuzz: ready-test ## 变异网页和附件逐一读取、检查：不得出错、卡住、占满内存（FUZZ=1000000，两个进程）
	HENGPING_FUZZ=$(or $(FUZZ),1000000) $(PYTEST) -s tests/hostile/test_hostile_fuzz.py

soak-platform: ready-test ## 平台的全部测试，在 SQLite 和 PostgreSQL 上各一遍，含每个页面、每种人、每个阶段
	$(PYTEST) -n 2 --dist loadfile tests/web
	scripts/with-postgres.sh -- $(PYTEST) -n 2 --dist loadfile tests/web

clean: ## 删除生成的东西，保留已安装的环境
	rm -rf demo-run demo-run-soak .coverage htmlcov dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests scripts -name __pycache__ -prune -exec rm -rf {} +

ready:
	@scripts/bootstrap.sh run

ready-test:
	@scripts/bootstrap.sh test
