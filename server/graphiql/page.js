// Starts GraphiQL, if its own files have come; else the page keeps saying what is missing.
"use strict";

if (window.React && window.ReactDOM && window.GraphiQL && window.GraphiQLPluginExplorer) {
  const { createFetcher, createLocalStorage } = GraphiQL;
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher: createFetcher({ url: location.pathname, enableIncrementalDelivery: false }),
      plugins: [GraphiQLPluginExplorer.explorerPlugin()],
      defaultTabs: JSON.parse(document.getElementById("tabs").textContent),
      defaultEditorToolsVisibility: true,
      // Other programs that this machine serves on the same port keep their own tabs.
      storage: createLocalStorage({ namespace: "clinch" }),
    }),
  );
}
