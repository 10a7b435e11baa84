/** Fields that several operations of a resource have alike, described once: the editor loads and goes through each description. */
import type { INodeProperties } from 'n8n-workflow';

interface Entry {
	/** All of the property but the operations it is shown for. */
	key: string;
	property: INodeProperties;
	operations: string[];
}

/**
 * The properties of a resource's operations as one list. Equal ones stand there once and are shown for each of their operations; those of
 * one operation stay in their order.
 * @param properties by operation, each shown for that operation alone
 */
export function sharedProperties(properties: ReadonlyArray<[operation: string, properties: INodeProperties[]]>): INodeProperties[] {
	const entries: Entry[] = [];
	for (const [operation, own] of properties) {
		let place = 0;
		for (const property of own) {
			const key = JSON.stringify(shownFor(property, []));
			const same = entries.findIndex((entry, index) => index >= place && entry.key === key);
			if (same < 0) entries.splice(place, 0, { key, property, operations: [operation] });
			else {
				entries[same].operations.push(operation);
				place = same;
			}
			place++;
		}
	}
	return entries.map(({ property, operations }) => shownFor(property, operations));
}

const shownFor = (property: INodeProperties, operation: string[]): INodeProperties => ({
	...property,
	displayOptions: { ...property.displayOptions, show: { ...property.displayOptions?.show, operation } },
});
