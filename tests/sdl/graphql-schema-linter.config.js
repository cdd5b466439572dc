// Every rule of graphql-schema-linter but those that ask for the alphabet.
const { readdirSync } = require("node:fs");
const { dirname, join } = require("node:path");

const rules = readdirSync(join(dirname(require.resolve("graphql-schema-linter")), "rules"))
  .map((file) => file.replace(".js", "").replaceAll("_", "-"))
  // Fields come in the order in which one reads them: what it is called, what it says, its lists.
  // States come in the order in which they follow each other.
  .filter((rule) => !rule.endsWith("-sorted-alphabetically"));

module.exports = { rules };
