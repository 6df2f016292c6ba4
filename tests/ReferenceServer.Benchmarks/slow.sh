#!/usr/bin/env bash
# Slow headers, slow body and slow reading by slowhttptest (apt-get install slowhttptest), against samples/ReferenceServer on our transport and, at the same time, on Kestrel's own.
# Prints a table in Markdown: how many of the attacker's connections are open after 3, 10 and 25 seconds, and what became of a request a second of somebody else.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v slowhttptest >/dev/null || { echo "slowhttptest is needed and not here: apt-get install slowhttptest" >&2; exit 1; }
dotnet build -v q -c Release samples/ReferenceServer >/dev/null
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$folder"' EXIT

attack() { # NAME TRANSPORT PORT ARGUMENTS-OF-SLOWHTTPTEST
  local name=$1 transport=$2 port=$3
  shift 3
  dotnet samples/ReferenceServer/bin/Release/net10.0/ReferenceServer.dll --port "$port" --transport "$transport" --log Warning --Transport:WriteTimeout 00:00:08 >"$folder/$name.$transport" 2>&1 &
  local server=$!
  for _ in $(seq 50); do curl -s -o /dev/null "http://127.0.0.1:$port/hello" && break; sleep 0.2; done
  slowhttptest "$@" -c 500 -r 500 -l 30 -p 5 >/dev/null 2>&1 &
  local attacker=$! answered=0 slowest=0 open=()
  for second in $(seq 25); do
    sleep 1
    if took=$(curl -s -m 5 -o /dev/null -w '%{time_total}' "http://127.0.0.1:$port/hello"); then
      answered=$((answered + 1))
      slowest=$(awk -v a="$slowest" -v b="$took" 'BEGIN { print (b > a) ? b : a }')
    fi
    case $second in 3 | 10 | 25) open+=("$(ss -Htn state established "sport = :$port" | wc -l)") ;; esac
  done
  echo "| $name | $transport | ${open[0]} | ${open[1]} | ${open[2]} | $answered of 25 | $(awk -v s="$slowest" 'BEGIN { printf "%.0f ms", s * 1000 }') |"
  kill "$attacker" "$server" 2>/dev/null || true
  wait "$attacker" "$server" 2>/dev/null || true
}

echo "| attack by 500 connections | transport | open after 3 s | 10 s | 25 s | a request of somebody else, each second | the slowest of them |"
echo "|---|---|---|---|---|---|---|"
port=5200
for transport in reference kestrel; do
  port=$((port + 1))
  attack "slow headers" "$transport" "$port" -H -i 3 -u "http://127.0.0.1:$port/hello" &
done
wait
for transport in reference kestrel; do
  port=$((port + 1))
  attack "slow body" "$transport" "$port" -B -i 3 -s 100000 -u "http://127.0.0.1:$port/hello" &
done
wait
for transport in reference kestrel; do
  port=$((port + 1))
  attack "slow reader" "$transport" "$port" -X -w 10 -y 20 -n 5 -z 5 -u "http://127.0.0.1:$port/large" &
done
wait
