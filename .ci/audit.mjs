// Asks the registry for known vulnerabilities of what is installed, where it answers: mirrors often do not. That every package
// has a hash and a known place, and that none runs a script that nobody looked at, test/packages/lock-file.test.ts says.
// Moderate ones are named; high and critical ones of what is published with the package fail.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const counts = vulnerabilities(stdout);
if (counts === undefined) console.log('audit: the registry does not answer, so nothing is known of vulnerabilities');
else {
  const named = Object.entries(counts).map(([severity, count]) => `${count} ${severity}`);
  console.log(`audit: ${named.join(', ')}`);
  if (counts.high + counts.critical > 0) process.exitCode = 1;
}

function vulnerabilities(answer) {
  try {
    return JSON.parse(answer).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}
