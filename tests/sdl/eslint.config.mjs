// What @graphql-eslint asks of a schema, and of one for Relay. Run it where schema.graphql is.
import graphql from "@graphql-eslint/eslint-plugin";

const rules = {
  ...graphql.configs["flat/schema-recommended"].rules,
  ...graphql.configs["flat/schema-relay"].rules,
};
const [, described] = rules["@graphql-eslint/require-description"];

export default [
  {
    files: ["**/*.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    rules: {
      ...rules,
      // `@oneOf` is GraphQL's own; Strawberry prints its definition for tools that don't know it.
      "@graphql-eslint/require-description": [
        "error",
        { ...described, ignoredSelectors: ["DirectiveDefinition[name.value=oneOf]"] },
      ],
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          exceptions: {
            // They are answers to one call, or places in a list: nobody asks for them again by id.
            suffixes: ["Connection", "Edge", "Error", "Payload", "Result"],
            types: [
              // Values: equal ones are the same.
              "Days", "GroupKey", "Money", "RevenueGap", "Share",
              // Computed for the question that asked.
              "CloseMetrics", "CloseReadiness", "PageInfo", "PipelineMetrics", "Remedy",
              // Its key is its code.
              "ErrorCodeDescription",
            ],
          },
        },
      ],
      // `events` is a feed, read forward only. That every other list has both ways, a test says.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // Lists with a bound of their own (lines, reasons, errors) are lists; what grows is paged.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
