#!/usr/bin/env bash
# Adds what lies in data/inbox: the list goes to the run's summary, what it made to build/added.patch. A pull request's job
# has no write rights: rows and packages are shown and attached, never pushed. Ends as `build-site add` ended.
# The files' names and texts are strangers': no line of theirs is a command to the runner, nor Markdown in the summary.
set -u
mkdir -p build
status=0
env -u GITHUB_ACTIONS .venv/bin/build-site add --inbox > build/added.txt 2>&1 || status=$?
sed 's/^/| /; s/##\[/## [/g' build/added.txt # the runner looks for :: behind blanks, and for ##[ anywhere
{
  printf '## 新报告 New reports\n\n'
  sed 's/^/    /' build/added.txt
} >> "$GITHUB_STEP_SUMMARY"
git add --intent-to-add data
git diff --binary -- data > build/added.patch
exit "$status"
