// n8n's verification scan, offline: over the source, and over the build as it would be packed. Inline disables do not count.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
if (!existsSync(path.join(root, 'dist'))) {
	console.error('There is no dist/ to scan: run `npm run build` first.');
	process.exit(1);
}
let passed = true;
for (const [what, patterns] of [
	['source', [...SOURCE_FILE_PATTERNS, 'engine/**/*.ts']],
	['build', ['dist/**/*.js', 'index.js', 'package.json']],
]) {
	const result = await analyzePackage(root, patterns);
	console.log(`gate, ${what}: ${result.passed ? 'passed' : `${result.message}\n${result.details ?? ''}`}`);
	passed &&= result.passed;
}
process.exit(passed ? 0 : 1);
