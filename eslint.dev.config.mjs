// Lints what is never shipped: the .mts of sandbox, tools and tests. n8n's own config (eslint.config.mjs,
// frozen by strict mode) covers the shipped .ts.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/**', 'node_modules/**', '**/*.ts', '**/*.js', '**/*.cjs'] },
	{
		files: ['**/*.mts'],
		extends: [js.configs.recommended, ...tseslint.configs.recommended],
		languageOptions: { parserOptions: { projectService: false } },
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			eqeqeq: 'error',
			'no-restricted-syntax': [
				'error',
				{
					selector: 'TSAsExpression > TSAsExpression',
					message: 'Parse at the border instead of casting twice.',
				},
			],
		},
	},
	{
		// A sandbox that shares code with the signer proves nothing.
		files: ['sandbox/**/*.mts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: ['**/engine/*', '**/nodes/*', '**/credentials/*'] },
			],
		},
	},
);
