#!/usr/bin/env bash
# release.sh ADDRESS: makes dist/ of the built site: the collection under its version as one archive, with the codebook, what
# its versions changed, and CITATION.cff and .zenodo.json of that version, day and address. Prints the version; nothing where the site has no collection.
set -eu
address=$1
folder=$(find site/data/collection -mindepth 1 -maxdepth 1 -name '[0-9]*' | sort | tail -n 1)
[ -n "$folder" ] || exit 0
version=$(basename "$folder")
day=$(echo "$version" | tr . -)
rm -rf dist && mkdir -p dist
cp -r site/data/collection/latest "dist/final-accounts-$version"
rm -f "dist/final-accounts-$version/index.html" # leads to a page of the site
cp site/data/codebook.csv site/data/versions.csv "dist/final-accounts-$version"
sed -e "s|^version: .*|version: $version|" -e "s|^date-released: .*|date-released: \"$day\"|" CITATION.cff \
  > "dist/final-accounts-$version/CITATION.cff"
echo "url: $address" >> "dist/final-accounts-$version/CITATION.cff"
sed -e "s|\"version\": \"[^\"]*\"|\"version\": \"$version\"|" -e "s|\"publication_date\": \"[^\"]*\"|\"publication_date\": \"$day\"|" \
  .zenodo.json > "dist/final-accounts-$version/.zenodo.json"
tar -C dist --sort=name --mtime="$day" --owner=0 --group=0 -czf "dist/final-accounts-$version.tar.gz" "final-accounts-$version"
rm -r "dist/final-accounts-$version"
echo "$version"
