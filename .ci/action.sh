#!/usr/bin/env bash
# Runs one command of Pinwatch for the GitHub Action and writes a summary. Answers of the model stay in a file that is deleted.
set -uo pipefail

case "$PINWATCH_COMMAND" in
  compare | run | reroll) ;;
  *)
    echo "::error::expected the command compare, run or reroll"
    exit 2
    ;;
esac

arguments=()
while IFS= read -r line; do
  [ -n "$line" ] && arguments+=("$line")
done <<<"$PINWATCH_ARGUMENTS"

result=$(mktemp)
trap 'rm -f "$result"' EXIT
npx --yes "pinwatch@$PINWATCH_VERSION" "$PINWATCH_COMMAND" ${arguments[@]+"${arguments[@]}"} --json >"$result"
code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
node "$PINWATCH_ACTION/.ci/action-summary.mjs" "$PINWATCH_COMMAND" "$code" "$result" >>"$GITHUB_STEP_SUMMARY"

if [ "$code" = 3 ] && [ "$PINWATCH_INCONCLUSIVE" = pass ]; then
  echo "::warning::pinwatch $PINWATCH_COMMAND: nothing can be said"
  exit 0
fi
[ "$code" = 0 ] || echo "::error::pinwatch $PINWATCH_COMMAND ended with exit code $code; the summary says what was found"
exit "$code"
