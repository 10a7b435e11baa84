// Which version of each example n8n had after we saved it: what has changed since belongs to the user.
import fs from 'node:fs';
import path from 'node:path';
import { type Json, record, text } from './json.mts';

/** What is remembered of one example. */
export interface KeptVersion {
	id: string;
	/** Made by versionOf(). */
	version: string;
}

/** The versions kept in one data folder, by the names of the examples. */
export class KeptVersions {
	private readonly file: string;
	private readonly kept: Map<string, KeptVersion>;

	/** @param folder keeps them in `workflows.json` */
	constructor(folder: string) {
		this.file = path.join(folder, 'workflows.json');
		this.kept = read(this.file);
	}

	/** What was kept of the example of this name. */
	of(example: string): KeptVersion | undefined {
		return this.kept.get(example);
	}

	keep(example: string, version: KeptVersion): void {
		this.kept.set(example, version);
		fs.writeFileSync(this.file, JSON.stringify(Object.fromEntries(this.kept), null, '\t'));
	}
}

/** n8n gives nodes and connections a new versionId with every change; name and settings change without one. */
export function versionOf(workflow: Json): string {
	return JSON.stringify([text(workflow.versionId), text(workflow.name), record(workflow.settings)]);
}

/** Whether the workflow is still as we saved it. One that we know nothing of is the user's. */
export function isOurs(workflow: Json, kept: KeptVersion | undefined): boolean {
	return kept !== undefined && text(workflow.id) === kept.id && versionOf(workflow) === kept.version;
}

function read(file: string): Map<string, KeptVersion> {
	try {
		const entries = Object.entries(record(JSON.parse(fs.readFileSync(file, 'utf8'))));
		return new Map(entries.map(([name, value]) => [name, { id: text(record(value).id), version: text(record(value).version) }]));
	} catch {
		return new Map();
	}
}
