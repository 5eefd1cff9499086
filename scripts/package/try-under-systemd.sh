#!/bin/sh
# Proves docs/install.md as a new user follows it: a bare Debian is booted as a machine with a network of
# its own, and the steps are run as they stand in the docs, from the archive to the uninstall.
# Needs root, debootstrap, systemd-container, npm and `npm run package` before it.
#   scripts/package/try-under-systemd.sh [FOLDER]
set -eu
cd "$(dirname "$0")/../.."
debian=${1:-/tmp/cafewatch-debian}
root=$debian.machine
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(http[^ ]*\) .*/\1/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -1)
architecture=$(node -p process.arch)
archive=dist/cafewatch-$(node -p 'require("./package.json").version')-linux-$architecture.tar.gz
[ -f "$archive" ] || { echo "There is no $archive: npm run package"; exit 1; }

packages=systemd,systemd-sysv,dbus,nginx-light,ssl-cert,logrotate,curl
[ -x "$debian/usr/bin/curl" ] || debootstrap --variant=minbase --include=$packages bookworm "$debian" "$mirror" >/dev/null
rm -rf "$root"
cp -a "$debian" "$root"
echo shop > "$root/etc/hostname"
cp "$archive" "$root/root"
node=$(mktemp -d)
npm install --no-save --prefix "$node" node@24 >/dev/null 2>&1
mkdir -p "$node/node-v24/bin"
cp "$(find "$node/node_modules" -path '*/bin/node' -type f | head -1)" "$node/node-v24/bin"
tar -czf "$root/root/node-v24-linux-$architecture.tar.gz" -C "$node" node-v24
rm -rf "$node"

# Where systemd does not run, nobody registers a machine.
alone=
[ -d /run/systemd/system ] || alone='--register=no --keep-unit'
boot() {
  systemd-nspawn --quiet --boot $alone --directory="$root" --machine=cafewatch-try --private-network \
    >"$debian.console" 2>&1 </dev/null &
  machine=$!
  within 60 booted
}
inside() {
  nsenter --all --target "$(pgrep -P $machine | head -1)" -- \
    env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
off() {
  inside systemctl poweroff || true
  wait $machine || true
}
within() { # SECONDS COMMAND …: until it succeeds
  left=$(($1 * 5))
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ $left -gt 0 ] || { echo "Not within its time: $*"; exit 1; }
    sleep 0.2
  done
}
booted() { inside systemctl is-system-running | grep -q running; }

now() { date +%s%3N; }
began=0
step() { # what was done since the step before
  echo "$(($(now) - began)) ms  $*"
  began=$(now)
}
lines() { # HEADING FILE [N]: the lines of its nth block
  awk -v heading="$1" -v wanted="${3:-1}" '
    /^##+ / { here = $0 ~ "^##+ " heading "$" }
    here && /^```/ { inside = !inside; n += inside; next }
    here && inside && n == wanted' "docs/$2"
}
docs() { lines "$1" install.md "${2:-1}" | sed "s/linux-x64/linux-$architecture/" | inside sh -euc "cd; $(cat)"; }
answers() { # SECONDS PATH …: until each is answered well
  seconds=$1
  shift
  for path; do
    within "$seconds" inside curl -fsS -m 5 -o /dev/null "http://127.0.0.1:3000$path"
    echo "   $path after $(($(now) - began)) ms"
  done
}
watch() { inside curl -ksS --connect-to ::127.0.0.1:443 "$@"; }
visit() { inside curl -s -o /dev/null -A 'Mozilla/5.0 (X11; Linux) Firefox/130.0' "http://127.0.0.1/$1"; }
seen() { # REQUESTS: whether as many are counted
  watch -H "Authorization: Bearer $token" https://watch.example/api/health | grep -q "\"totals\":{[^}]*\"requests\":$1[,}]"
}

trap 'off; rm -rf "$root"' EXIT
boot
visit 1
began=$(now)
started=$began

docs 'Install it' >/dev/null
step 'installed by the docs, log checked, service started'
answers 60 /api/health/live / /api/health
step 'answers'

printf 'a long password\n' | inside cafewatch user add anna --role admin
token=$(inside cafewatch token add script --role viewer 2>/dev/null)
inside sed -i 's|^# PUBLIC_URL=.*|PUBLIC_URL=https://watch.example|' /etc/cafewatch/environment
inside cp /etc/ssl/certs/ssl-cert-snakeoil.pem /etc/ssl/watch.example.pem
inside cp /etc/ssl/private/ssl-cert-snakeoil.key /etc/ssl/watch.example.key
lines nginx access.md | inside tee /etc/nginx/conf.d/cafewatch.conf >/dev/null
inside sh -c 'nginx -t && systemctl reload nginx && systemctl restart cafewatch'
answers 60 /api/health/live
signed=$(watch -o /dev/null -w '%{http_code} %header{set-cookie}' -H 'Origin: https://watch.example' \
  -d name=anna --data-urlencode 'password=a long password' https://watch.example/sign-in)
case $signed in 303*Secure*) ;; *) echo "Nobody can sign in: $signed"; exit 1 ;; esac
[ "$(watch -o /dev/null -w '%{http_code}' https://watch.example/)" = 303 ]
visit 2
within 30 seen 2
step 'first user, nginx with TLS, signed in, log of the shop read'

cat >"$root/root/mail-server.mjs" <<'END'
import { createServer } from 'node:net'
createServer((socket) => {
  let inMail = false
  socket.write('220 shop\r\n')
  socket.on('data', (text) => {
    if (inMail && !/^\.\r\n$/m.test(text)) return
    inMail = !inMail && /^DATA/i.test(text)
    socket.write(inMail ? '354 go on\r\n' : '250 ok\r\n')
  })
}).listen(2525, '127.0.0.1')
END
inside systemd-run --quiet --unit=mail-server /opt/cafewatch/node/bin/node /root/mail-server.mjs
echo '{"recipients":[{"name":"owner","kind":"email","to":["owner@cafe.example"],"smtp":"smtp://127.0.0.1:2525"}]}' >"$root/root/site.json"
inside install -g cafewatch -m 0640 /root/site.json /etc/cafewatch/
inside sed -i 's|^# SITE_FILE=|SITE_FILE=|' /etc/cafewatch/environment
inside systemctl restart cafewatch
within 10 inside cafewatch message:test owner
step 'e-mail sent'
echo "In all: $(($(now) - started)) ms"

inside logrotate --force /etc/logrotate.d/nginx
visit 3
within 30 seen 1
step 'log rotated'
inside systemctl kill --signal=KILL cafewatch
answers 60 /api/health/live
step 'started again after kill -9'
docs 'Backup and restore' 1
docs 'Backup and restore' 2
answers 60 /api/health/live
step 'backed up while it ran, and restored'
docs Upgrade
answers 60 /api/health/live
step 'upgraded'
off
boot
answers 60 /api/health/live
within 30 seen 1
step 'back after the machine was off'
inside systemctl stop cafewatch
step 'stopped'
[ "$(inside systemctl show -P Result cafewatch)" = success ]
if inside journalctl -u cafewatch -o cat | grep -E '^ +at '; then echo 'A raw stack.'; exit 1; fi
inside systemd-analyze security cafewatch --no-pager | tail -1
docs Uninstall
[ ! -e "$root/opt/cafewatch" ]
inside sh -c 'rm -rf /etc/cafewatch /var/lib/cafewatch /var/cache/cafewatch; userdel cafewatch; rm /etc/nginx/conf.d/cafewatch.conf'
step 'uninstalled'
