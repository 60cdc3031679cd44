#!/usr/bin/env bash
# What the monitor costs beside the demo's fleet: start, memory, CPU, scrape. Linux, since it reads /proc.
# Figures depend on what else the machine does, so the load is printed with them.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
warm_up=60 window=240 starts=9 scrapes=50

usage() {
  cat <<TXT
usage: ./backplane bench cost [--warm-up SECONDS] [--window SECONDS] [--starts N] [--scrapes N]

  --warm-up   how long the demo runs before its CPU time counts; $warm_up
  --window    over how many seconds CPU time is counted; memory is read at its end; $window
  --starts    how often the monitor is started; $starts
  --scrapes   how often /metrics is read; $scrapes
TXT
}

die() {
  printf 'cost: %s\n' "$*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit ;;
    --warm-up | --window | --starts | --scrapes) [[ ${2:-} =~ ^[0-9]+$ ]] || die "$1 wants a whole number" ;;
    *) usage >&2 && exit 2 ;;
  esac
  name=${1#--}
  printf -v "${name/-/_}" '%s' "$2"
  shift 2
done
[ -r /proc/self/smaps_rollup ] || die "this machine has no /proc/PID/smaps_rollup; Linux 4.14 or newer has"

hertz=$(getconf CLK_TCK)
demo='' started='' log=$(mktemp) state=$(mktemp -d)
# shellcheck disable=SC2329  # called by trap
clean_up() {
  trap - EXIT
  [ -z "$started" ] || kill -KILL "$started" 2>/dev/null || true
  if [ -n "$demo" ]; then
    kill -TERM "$demo" 2>/dev/null || true
    wait "$demo" 2>/dev/null || true
  fi
  rm -rf "$log" "$state"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Whether GET path answers 200; no process is started for it, so asking often disturbs little.
is_ok() {
  local status=
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
  IFS= read -r -t 2 status <&3 || true
  exec 3>&-
  [[ $status == *" 200 "* ]]
}

# Median, minimum and maximum of the numbers on standard input.
median() { sort -n | awk '{ v[NR] = $1 } END { printf "%s (min %s, max %s)", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

# CPU time that a process used up to now, in clock ticks: user and system.
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

megabytes() { awk -v key="$2:" '$1 == key { printf "%.0f", $2 / 1024 }' "/proc/$1/smaps_rollup"; }

line() { printf '%-34s %s\n' "$1" "$2"; }

"$root/backplane" demo >"$log" 2>&1 &
demo=$!
port=
for _ in $(seq 1800); do
  port=$(sed -n 's|^ *metrics *http://127.0.0.1:\([0-9]*\)/metrics.*|\1|p' "$log")
  [ -z "$port" ] || break
  kill -0 "$demo" 2>/dev/null || { cat "$log" >&2 && die "the demo does not start"; }
  sleep 0.1
done
[ -n "$port" ] || die "the demo is not up after three minutes"
pid=$(pgrep -P "$demo" -f 'backplane-monitor\.jar') || die "no monitor among the demo's processes"
mapfile -d '' -t command <"/proc/$pid/cmdline"
jvm=()
for argument in "${command[@]}"; do
  [ "$argument" != run ] || break
  jvm+=("$argument")
done

line date "$(date -u +%Y-%m-%dT%H:%MZ), load $(cut -d' ' -f1-3 /proc/loadavg)"
line machine "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
line JVM "$("${jvm[0]}" -version 2>&1 | sed -n 2p)"
line options "${jvm[*]:1:${#jvm[@]}-3}"

sleep "$warm_up"
line "CPU time of the first ${warm_up} s" "$(($(ticks "$pid") * 1000 / hertz)) ms"
before=$(ticks "$pid")
sleep "$window"
after=$(ticks "$pid")
line "CPU over the next ${window} s" "$(awk -v t=$((after - before)) -v hz="$hertz" -v s="$window" 'BEGIN { printf "%.2f %% of a core", 100 * t / hz / s }')"
line "memory after $((warm_up + window)) s" "RSS $(megabytes "$pid" Rss) MB, PSS $(megabytes "$pid" Pss) MB, anonymous $(megabytes "$pid" Anonymous) MB"
line threads "$(sed -n 's/^Threads:[[:space:]]*//p' "/proc/$pid/status")"

read -r size series < <(curl -s "http://127.0.0.1:$port/metrics" | awk '{ n += length($0) + 1 } !/^#/ { s++ } END { print n, s }')
line "scrape, $series series, $size bytes" "$(for _ in $(seq "$scrapes"); do
  curl -s -o /dev/null -w '%{time_total}\n' "http://127.0.0.1:$port/metrics"
done | awk '{ printf "%.2f\n", $1 * 1000 }' | median) ms"
line "load at the end" "$(cut -d' ' -f1-3 /proc/loadavg)"
kill -TERM "$demo"
wait "$demo" 2>/dev/null || true
demo=

export BACKPLANE_HTTP_PORT=$port BACKPLANE_STATE_DIRECTORY=$state
for _ in $(seq "$starts"); do
  from=${EPOCHREALTIME/./}
  "${jvm[@]}" run >/dev/null 2>&1 &
  started=$!
  until is_ok "$port" /health/live; do
    kill -0 "$started" 2>/dev/null || die "the monitor ends by itself: ${jvm[*]} run"
    read -r -t 0.005 <> <(:) || true
  done
  printf '%s %s\n' $(((${EPOCHREALTIME/./} - from) / 1000)) $(($(ticks "$started") * 1000 / hertz))
  kill -KILL "$started"
  wait "$started" 2>/dev/null || true
  started=
done >"$log"
line "start to 200 on /health/live" "$(cut -d' ' -f1 "$log" | median) ms"
line "CPU time until then" "$(cut -d' ' -f2 "$log" | median) ms"
