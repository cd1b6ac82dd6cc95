#!/usr/bin/env bash
# Prints the address that the site is published under: SITE_URL where that is set, else the repository's own on GitHub Pages,
# https://OWNER.github.io/NAME/, or https://OWNER.github.io/ of the repository OWNER.github.io.
set -eu
if [ -n "${SITE_URL:-}" ]; then
  printf "%s\n" "$SITE_URL"
  exit
fi
owner=${GITHUB_REPOSITORY%%/*} name=${GITHUB_REPOSITORY#*/}
host=$(echo "$owner.github.io" | tr '[:upper:]' '[:lower:]')
if [ "$(echo "$name" | tr '[:upper:]' '[:lower:]')" = "$host" ]; then
  echo "https://$host/"
else
  echo "https://$host/$name/"
fi
