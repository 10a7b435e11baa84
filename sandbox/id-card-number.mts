// Numbers of mainland ID cards: their check character, and those nobody has.

/** Weights of the 17 digits and the check characters of GB 11643 (ISO 7064 MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** The character that belongs behind the first 17 digits. */
export function checkCharacter(digits: string): string {
	const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
	return CHECK_CHARACTERS.charAt(sum % CHECK_CHARACTERS.length);
}

/** An ID number with the right check character, of a region that does not exist; another for each number below 1,000. */
export function fictionalIdNumber(number: number): string {
	const digits = `99000019900101${String(number % 1000).padStart(3, '0')}`;
	return digits + checkCharacter(digits);
}
