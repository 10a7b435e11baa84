// What the platform does where the documentation leaves it open and clients must be ready for either: set over /sandbox/settings.

const CHOICES = {
	/** what 下载合同文件及附件 answers: links in JSON, the first file itself, or all files in a zip */
	download: ['urls', 'binary', 'zip'],
	/** whether silent signers sign by themselves when it is their turn, or only when 无感签署 is called */
	silentSigning: ['automatic', 'onCall'],
} as const;

/** Raised for a setting that does not exist; the message names it. */
export class SettingsInputError extends Error {}

/** The settings in force. */
export class Settings {
	download: (typeof CHOICES.download)[number] = 'urls';
	silentSigning: (typeof CHOICES.silentSigning)[number] = 'automatic';

	/** Takes over what a JSON body names. Throws SettingsInputError, then nothing has changed. */
	change(input: unknown): void {
		if (typeof input !== 'object' || input === null || Array.isArray(input))
			throw new SettingsInputError('the body: must be a JSON object');
		const {
			download = this.download,
			silentSigning = this.silentSigning,
			...others
		} = {
			download: undefined,
			silentSigning: undefined,
			...input,
		};
		const [unknown] = Object.keys(others);
		if (unknown !== undefined)
			throw new SettingsInputError(`${unknown}: must be one of ${Object.keys(CHOICES).join(', ')}`);
		const chosen = {
			download: choice('download', CHOICES.download, download),
			silentSigning: choice('silentSigning', CHOICES.silentSigning, silentSigning),
		};
		this.download = chosen.download;
		this.silentSigning = chosen.silentSigning;
	}

	clear(): void {
		this.download = 'urls';
		this.silentSigning = 'automatic';
	}
}

function choice<T extends string>(name: string, words: readonly T[], value: unknown): T {
	const word = words.find((one) => one === value);
	if (word === undefined)
		throw new SettingsInputError(`${name}: must be one of ${words.join(', ')}`);
	return word;
}
