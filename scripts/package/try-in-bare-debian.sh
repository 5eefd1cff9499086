#!/bin/sh
# Proves docs/install.md and the steps of packaging/Dockerfile in a bare Debian: nothing is in it but
# Debian's smallest set of packages, the archive, and Node from its package of the npm registry.
# Needs root, debootstrap, npm and `npm run package` before it.
#   scripts/package/try-in-bare-debian.sh [FOLDER] [NODE VERSIONS]
set -eu
cd "$(dirname "$0")/../.."
root=${1:-/tmp/cafewatch-bare-debian}
versions=${2:-22 24}
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(http[^ ]*\) .*/\1/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -1)
version=$(node -p 'require("./package.json").version')
archive=dist/cafewatch-$version-linux-$(node -p process.arch).tar.gz
[ -f "$archive" ] || { echo "There is no $archive: npm run package"; exit 1; }

[ -x "$root/bin/sh" ] || debootstrap --variant=minbase bookworm "$root" "$mirror"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
server=
end() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  umount "$root/proc"
}
trap end EXIT

# As docs/install.md and the Dockerfile have it.
inside getent passwd cafewatch >/dev/null ||
  inside useradd --system --user-group --groups adm --home-dir /var/lib/cafewatch --shell /usr/sbin/nologin cafewatch
inside rm -rf /opt/cafewatch /var/lib/cafewatch
inside install -d -o cafewatch -g cafewatch -m 0750 /var/lib/cafewatch
inside install -d /opt/cafewatch
tar -xzf "$archive" -C "$root/opt/cafewatch" --strip-components=1 --no-same-owner
inside ln -sf /opt/cafewatch/bin/cafewatch /usr/local/bin/cafewatch

for node in $versions; do
  npm install --no-save --prefix "$root/opt/node-$node" "node@$node" >/dev/null
  rm -rf "$root/opt/cafewatch/node"
  mkdir -p "$root/opt/cafewatch/node/bin"
  binary=$(find "$root/opt/node-$node/node_modules" -path '*/bin/node' -type f | head -1)
  cp "$binary" "$root/opt/cafewatch/node/bin/node"
  echo "Node $(inside /opt/cafewatch/node/bin/node --version) in Debian $(inside cat /etc/debian_version)"
  for log in 1 2 3; do
    echo "8.8.8.8 - - [20/Nov/2026:11:00:0$log +0000] \"GET /menu/$log HTTP/1.1\" 200 5 \"-\" \"Mozilla/5.0\""
  done > "$root/var/log/shop-access.log"
  chroot "$root" chown root:adm /var/log/shop-access.log
  chmod 640 "$root/var/log/shop-access.log"
  as='setpriv --reuid=cafewatch --regid=cafewatch --init-groups env PORT=3299 DATA_DIR=/var/lib/cafewatch ACCESS_LOG=/var/log/shop-access.log MALLOC_ARENA_MAX=2'
  inside $as /usr/local/bin/cafewatch check-log /var/log/shop-access.log >/dev/null
  # Not through the function: the signal is for the server, not for a shell around it.
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin $as \
    /opt/cafewatch/bin/cafewatch start >"$root/tmp/said" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    if inside $as /opt/cafewatch/packaging/is-alive.sh; then break; fi
    kill -0 "$server" || { cat "$root/tmp/said"; exit 1; }
    sleep 0.2
  done
  inside $as /opt/cafewatch/packaging/is-alive.sh
  # Whatever the pages need is in the archive.
  for path in / /api/health; do
    inside $as /opt/cafewatch/node/bin/node -e 'fetch("http://127.0.0.1:3299" + process.argv[1]).then(({ status }) => process.exit(status === 200 ? 0 : 1))' $path
  done
  inside rm -f "/var/lib/cafewatch/backup-$node.tar.gz"
  inside $as /usr/local/bin/cafewatch backup "/var/lib/cafewatch/backup-$node.tar.gz"
  kill "$server"
  wait "$server" || { cat "$root/tmp/said"; exit 1; }
  server=
  if grep -i warning "$root/tmp/said"; then exit 1; fi
  inside $as /usr/local/bin/cafewatch restore "/var/lib/cafewatch/backup-$node.tar.gz" --replace
  echo "Started, alive, backed up, ended and restored as another user than root."
done
