/** The action nodes as tools of a language model: what it is told of each operation, as n8n makes it. test/e2e/ai-tool.mts has the whole of it. */
import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';
import { allOperations } from '../../engine/operation.ts';
import { platforms } from '../../tools/platforms.mts';

const cases = platforms.flatMap(({ Node, provider }) =>
	[...allOperations(provider.resources)].map(({ resource, operation }) => {
		const own = new Node();
		// n8n offers a copy of the node under this name.
		const description: INodeTypeDescription = { ...own.description, name: `${own.description.name}Tool` };
		const node: INode = { id: '1', name: 'Tool', type: `n8n-nodes-qiandun.${description.name}`, typeVersion: 1, position: [0, 0], parameters: { resource: resource.value, operation: operation.value } };
		const nodeType = { ...own, description };
		node.parameters = NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
		return { key: `${description.name} ${resource.value}.${operation.value}`, operation, told: NodeHelpers.getToolDescriptionForNode(node, nodeType), node, description };
	}),
);

it.each(cases.map((one) => [one.key, one] as const))('%s: what it does, and whether it may be repeated', (_, { operation, told }) => {
	expect(told).toContain(operation.action);
	if (operation.routing?.request.method === 'GET') {
		expect(told).toMatch(/ in (Qiandun|eSign)$/);
		return;
	}
	expect(told).toContain(operation.description.replace(/\.$/, ''));
	const { once, waits } = operation.routing ? operation : {};
	const said = {
		waits: 'Not usable as a tool: it waits for people.',
		once: 'Called again with the same business code it returns what exists already.',
		repeatable: 'Calling it again with the same input changes nothing more.',
		effect: 'Each call takes effect anew: after an error, find out first whether the last one did.',
	}[waits ? 'waits' : once ? 'once' : operation.repeatable ? 'repeatable' : 'effect'];
	expect(told).toContain(said);
});

it('is shown to tools only', () => {
	for (const { description, node } of cases) {
		const shown = NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, { ...description, name: description.name.replace(/Tool$/, '') });
		expect(shown).not.toHaveProperty('toolDescription');
	}
});
