#!/bin/sh
# Ends with 0 when the server on this machine answers.
here=$(dirname "$(readlink -f "$0")")
node=$here/../node/bin/node
[ -x "$node" ] || node=node
exec "$node" -e '
  const { PORT, BASE_PATH } = process.env
  fetch(`http://127.0.0.1:${PORT || 3000}${BASE_PATH || ""}/api/health/live`).then(
    ({ status }) => process.exit(status < 500 ? 0 : 1),
    () => process.exit(1),
  )'
