// Tests are .mts so that n8n's gate neither lints nor ships them; swc turns them into CommonJS for jest.
// n8n's engine logs each node error to the console.
process.env.N8N_LOG_LEVEL = 'silent';

module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/{unit,engine}/**/*.test.mts'],
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'json'],
	transform: {
		'^.+\\.m?ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
				module: { type: 'commonjs' },
			},
		],
	},
	testTimeout: 60_000,
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/dist-zh/'],
};
