import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const browser = {
  document: 'readonly',
  localStorage: 'readonly',
  location: 'readonly',
  addEventListener: 'readonly',
  matchMedia: 'readonly',
}
const node = { process: 'readonly', console: 'readonly', URL: 'readonly' }
const ignored = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'test-results', 'playwright-report', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-unused-vars': ['error', ignored],
      // Prettier breaks code; what it leaves long are strings.
      'max-len': ['error', { code: 160, ignoreUrls: true }],
    },
  },
  { files: ['src/first.js'], languageOptions: { globals: browser } },
  { files: ['scripts/*.mjs'], languageOptions: { globals: node } },
  // Playwright's fixtures call a function that is named use.
  { files: ['e2e/**'], rules: { 'react-hooks/rules-of-hooks': 'off' } },
)
