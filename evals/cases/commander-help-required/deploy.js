'use strict';
const { Command } = require('commander');

/** @returns how the command line ended: the code of commander's exit, or what would be deployed */
function runDeploy(argv) {
  const program = new Command();
  program.exitOverride();
  let deployed = null;
  program.requiredOption('-t, --target <name>', 'where to deploy').option('--force', 'skip checks');
  program.command('push <build>').action((build) => {
    deployed = `${build} to ${program.target}`;
  });
  try {
    program.parse(['node', 'deploy', ...argv]);
  } catch (error) {
    const code = error.code;
    return code;
  }
  return deployed;
}

module.exports = { runDeploy };
