#!/usr/bin/env bash
# Makes the project ready to run on Debian or Ubuntu: `scripts/bootstrap.sh run` or `scripts/bootstrap.sh test`.
# Installs only what is missing, skips everything when nothing changed, and says in one line what it could not install.
# Python packages come from wherever pip is configured to find them; their versions and digests from uv.lock.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-run}
uv_version=0.13.9
stamp=.venv/.ready
log=.tools/bootstrap.log

case $mode in run | test) ;; *) echo "usage: scripts/bootstrap.sh run|test" >&2; exit 2 ;; esac

have() { command -v "$1" >/dev/null 2>&1; }
say() { printf '%s\n' "$*" >&2; }
give_up() {
    say "缺少$1，且无法自动安装。请运行：$2  (missing: $3; install with: $2)"
    exit 2
}
no_packages() {
    say "无法下载 Python 依赖包。请检查网络、代理或 pip 的软件源设置，再运行一次；详情见 $log" \
        "(could not download Python packages: check the network, proxy or pip's index; details in $log)"
    exit 2
}

# Python ≥ 3.11 with venv, as a real path: `python3` may be a shim that depends on the folder it is called from.
find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3 python3.14; do
        "$name" -c 'import ensurepip, sys, venv; ensurepip.version()
if sys.version_info < (3, 11): sys.exit(1)
print(sys.executable)' 2>/dev/null && return 0
    done
    return 1
}

# Asks the program itself: not every font with Chinese characters can set a bulletin.
has_chinese_font() {
    .venv/bin/python -c 'from hengping.report.render.pdf import chosen_faces; chosen_faces()' >>"$log" 2>&1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" "$@"
    fi
}

# Without a terminal nobody can type a password, so sudo is only used there when it needs none.
can_install() {
    have apt-get && { [ "$(id -u)" -eq 0 ] || { have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }; }
}

apt_install() {
    can_install || return 1
    say "安装 $* (apt)"
    as_root apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1 && return 0
    as_root apt-get update -q >>"$log" 2>&1 || true
    as_root apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1
}

install_python() {
    local minor
    apt_install python3 python3-venv && find_python >/dev/null && return 0
    for minor in 13 12 11; do # where python3 is older, a newer one often stands beside it
        apt_install "python3.$minor" "python3.$minor-venv" && find_python >/dev/null && return 0
    done
    return 1
}

system_packages() {
    has_chinese_font || { apt_install fonts-noto-cjk && has_chinese_font; } ||
        give_up "中文字体" "sudo apt-get install -y fonts-noto-cjk" "Chinese fonts"
}

# Tests of rendered pages need a browser and are skipped without one; a run does without.
has_browser() { have chromium || have chromium-browser || have google-chrome || [ -n "${HENGPING_CHROMIUM:-}" ]; }

browser_for_tests() {
    [ "$mode" = test ] || return 0
    has_browser || { apt_install chromium && has_browser; } ||
        say "未能安装 chromium，渲染页面的测试将跳过。可运行：sudo apt-get install -y chromium" \
            "(no chromium: tests of rendered pages will be skipped)"
}

# The platform's tests run on SQLite and on a PostgreSQL of their own.
has_postgres() { have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
postgres_for_tests() {
    [ "$mode" = test ] || return 0
    has_postgres || { apt_install postgresql && has_postgres; } ||
        say "未能安装 postgresql，平台的测试只在 SQLite 上运行。可运行：sudo apt-get install -y postgresql" \
            "(no postgresql: the platform is tested on SQLite only)"
}

install_uv() {
    [ "$(.tools/uv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" = "$uv_version" ] && return 0
    rm -rf .tools/uv
    "$python" -m venv .tools/uv &&
        .tools/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
}

# The lock file names the public index. Where pip is told to look elsewhere, pip installs the same locked versions.
pip_looks_elsewhere() {
    [[ $(.tools/uv/bin/python -m pip config list 2>/dev/null) =~ \.(index-url|no-index)= ]]
}

sync_with_uv() {
    .tools/uv/bin/uv sync --quiet --frozen --inexact --python "$python" "${groups[@]}"
}

sync_with_pip() {
    local pip=(.tools/uv/bin/python -m pip --python .venv/bin/python install --quiet --disable-pip-version-check)
    .tools/uv/bin/uv export --quiet --frozen --no-emit-project --format requirements-txt "${groups[@]}" \
        --output-file .tools/requirements.txt >/dev/null &&
        { [ -x .venv/bin/python ] || "$python" -m venv .venv; } &&
        "${pip[@]}" --require-hashes -r .tools/requirements.txt &&
        "${pip[@]}" --no-deps --editable .
}

# The folder counts too: a virtual environment does not survive being moved.
digest=$({ pwd && cat uv.lock pyproject.toml; } | sha256sum | cut -d' ' -f1)
ready=$(cat "$stamp" 2>/dev/null || true)
if [ -x .venv/bin/python ] && [ -x .venv/bin/hengping ] && { [ "$ready" = "$digest $mode" ] || [ "$ready" = "$digest test" ]; }; then
    exit 0
fi

mkdir -p .tools
: >"$log"
python=$(find_python) || { install_python && python=$(find_python); } ||
    give_up " Python 3.11 或更高版本（含 venv）" "sudo apt-get install -y python3 python3-venv" "Python 3.11 or later with venv"

groups=(--extra web)
[ "$mode" = test ] || groups+=(--no-dev)
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
export SSL_CERT_FILE=${SSL_CERT_FILE:-${PIP_CERT:-/etc/ssl/certs/ca-certificates.crt}}
[ -f "$SSL_CERT_FILE" ] || unset SSL_CERT_FILE

say "准备运行环境 .venv（${python}）"
install_uv >>"$log" 2>&1 || no_packages
if pip_looks_elsewhere; then
    sync_with_pip >>"$log" 2>&1 || no_packages
else
    sync_with_uv >>"$log" 2>&1 || sync_with_pip >>"$log" 2>&1 || no_packages
fi
system_packages
browser_for_tests
postgres_for_tests
printf '%s %s' "$digest" "$mode" >"$stamp"
