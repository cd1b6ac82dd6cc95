#!/usr/bin/env bash
# Adds what lies in data/inbox: the list goes to the run's summary, what it made to build/added.patch. A pull request's job
# has no write rights: rows and packages are shown and attached, never pushed. Ends as `build-site add` ended.
set -u
mkdir -p build
status=0
.venv/bin/build-site add --inbox > build/added.txt 2>&1 || status=$?
cat build/added.txt
{
  echo '## 新报告 New reports'
  echo '````````text'
  cat build/added.txt
  echo '````````'
} >> "$GITHUB_STEP_SUMMARY"
git add --intent-to-add data
git diff --binary -- data > build/added.patch
exit "$status"
