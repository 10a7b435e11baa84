// The bench's command line, its bounds, and its picture; what it measures needs n8n.
import { parseArguments, SECTIONS } from '../../tools/bench/arguments.mts';
import { boundsOf, rounded } from '../../tools/bench/figures.mts';
import { plot } from '../../tools/bench/plot.mts';

describe('the command line', () => {
	it('measures everything unless told otherwise', () => {
		expect(parseArguments([])).toEqual({ json: false, quick: false, check: false, keep: false, help: false, only: SECTIONS });
		expect(parseArguments(['--json', '--only', 'batch, files']).only).toEqual(['batch', 'files']);
	});

	it.each([
		[['--jsn'], "Unknown option '--jsn'. See npm run bench -- --help."],
		[['--only', 'batch,speed'], `--only takes ${SECTIONS.join(', ')}, not "speed". See npm run bench -- --help.`],
		[['--only='], `--only takes ${SECTIONS.join(', ')}, not "". See npm run bench -- --help.`],
		[['batch'], "Unexpected argument 'batch'. See npm run bench -- --help."],
	])('refuses %j in a sentence', (argv, message) => {
		expect(() => parseArguments(argv)).toThrow(message);
	});
});

describe('the bounds', () => {
	it('hold, or do not, by the figures measured', () => {
		const figures = rounded({ batch: { ours_ms: 4000.4567, vs_http: 0.7001 }, trigger: { vs_webhook: 0.9 }, throttle: { duplicates: 1 } });
		expect(boundsOf(figures).map(({ what, found, holds }) => [what, found, holds])).toEqual([
			['batch.ours_ms', 4000.457, true],
			['batch.vs_http', 0.7, true],
			['trigger.vs_webhook', 0.9, true],
			['throttle.duplicates', 1, false],
		]);
	});

	it('do not hold for what could not be measured', () => {
		expect(boundsOf({ batch: { vs_routing: NaN } })[0]?.holds).toBe(false);
	});
});

describe('the picture', () => {
	const figures = { batch: { ours_ms: 4000, http_request_ms: 6000, routing_ms: 18_000, floor_ms: 3000, axios_ms: 900, vs_http: 0.667, vs_floor: 1.7 } };

	it('says when and where it was measured, and shows each ratio with its bound', () => {
		const svg = plot(figures, boundsOf(figures), { date: '2026-01-02', told: '2026-01-02, n8n 1 < 2' });
		expect(svg).toContain('2026-01-02, n8n 1 &lt; 2');
		expect(svg).toContain('0.667 (at most 0.7)');
		expect(svg).toContain('4.00 s');
		expect(svg).not.toContain('NaN');
	});

	it('leaves out what could not be measured', () => {
		expect(plot({ batch: { ...figures.batch, routing_ms: NaN } }, [], { date: '', told: '' })).not.toContain('NaN');
	});
});
