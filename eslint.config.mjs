// Lint rules. The one that matters most holds the direction of imports:
// grammar <- interpreter <- conformance -> impl, and impl imports nothing of the others.
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import prettier from "eslint-config-prettier";

const folder = (target, from, message) => ({ target: `./${target}`, from: `./${from}`, message });

/** What no file of these folders may import. */
const outside = [
  ...["interpreter", "impl", "conformance", "spec"].map((from) =>
    folder("grammar", from, "grammar imports nothing of the project"),
  ),
  ...["impl", "conformance", "spec"].map((from) =>
    folder("interpreter", from, "interpreter imports only grammar"),
  ),
  ...["grammar", "interpreter", "conformance", "spec"].map((from) =>
    folder("impl", from, "impl imports nothing of the project"),
  ),
  ...["cli.ts", "index.ts"].flatMap((from) =>
    ["grammar", "interpreter", "impl", "conformance"].map((target) =>
      folder(target, from, "the front doors only compose; nothing imports them"),
    ),
  ),
];

/** The folders of the interpreter: each uses those before it, and the contracts beside them. */
const layers = [
  "check",
  "load",
  "evaluate",
  "elaborate",
  "temporal",
  "costs",
  "explore",
  "compiled",
  "run",
  "mutate",
  "report",
  "decide",
  "command",
];

export default defineConfig(
  { ignores: ["dist/", "coverage/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js"] })],
      "import-x/extensions": [".ts"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { zones: outside }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Tests and what they are made of may use any of them.
    files: ["interpreter/**/*.ts"],
    ignores: ["**/*.test.ts", "**/*.fixture.ts", "interpreter/testing/**"],
    rules: {
      "import-x/no-restricted-paths": [
        "error",
        {
          zones: [
            ...outside,
            ...layers.flatMap((target, place) =>
              [...layers.slice(place + 1), "testing"].map((from) =>
                folder(
                  `interpreter/${target}`,
                  `interpreter/${from}`,
                  `${target} comes before ${from}`,
                ),
              ),
            ),
          ],
        },
      ],
    },
  },
  prettier,
);
