// Which changes between two schemas break a client, as JSON: node breaking.js OLD NEW
const { readFileSync } = require("node:fs");
const { CriticalityLevel, diff } = require("@graphql-inspector/core");
const { buildSchema } = require("graphql");

const [before, after] = process.argv.slice(2).map((path) => buildSchema(readFileSync(path, "utf8")));

diff(before, after).then((changes) => {
  const breaking = changes
    .filter((each) => each.criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => ({ path, message }));
  console.log(JSON.stringify(breaking));
});
