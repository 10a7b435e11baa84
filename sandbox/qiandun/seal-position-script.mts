// Script of the page on which seals are placed. It only fills in the form, which works without it, too.

export const SEAL_POSITION_JS = `
'use strict';
const SVG = 'http://www.w3.org/2000/svg';
const rows = [...document.querySelectorAll('tbody tr')];
const sheets = [...document.querySelectorAll('.sheet')];
const input = (row, name) => row.querySelector('[name=' + name + ']');
const chosen = () => rows[Number(document.querySelector('[name=row]:checked').value)];
function placeAt(row, sheet, event) {
	const box = sheet.getBoundingClientRect();
	const { width, height } = sheet.viewBox.baseVal;
	const within = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
	input(row, 'fileCode').value = sheet.dataset.file;
	input(row, 'positionPage').value = sheet.dataset.page;
	input(row, 'positionX').value = within(((event.clientX - box.left) * width) / box.width, width);
	input(row, 'positionY').value = height - within(((event.clientY - box.top) * height) / box.height, height);
	draw();
}
function draw() {
	for (const old of document.querySelectorAll('.sheet g')) old.remove();
	rows.forEach((row, index) => {
		const value = (name) => input(row, name).value;
		if (value('positionY') === '') return;
		const cross = value('signFieldStyle') === '2';
		for (const sheet of sheets) {
			if (sheet.dataset.file !== value('fileCode')) continue;
			if (!cross && sheet.dataset.page !== value('positionPage')) continue;
			const { width, height } = sheet.viewBox.baseVal;
			const x = cross ? width - 15 : Number(value('positionX'));
			const group = document.createElementNS(SVG, 'g');
			const size = cross ? [30, 119] : [80, 80];
			const rect = document.createElementNS(SVG, 'rect');
			const attributes = { class: 'place', x: x - size[0] / 2, y: height - Number(value('positionY')) - size[1] / 2, width: size[0], height: size[1] };
			for (const [name, text] of Object.entries(attributes)) rect.setAttribute(name, text);
			rect.dataset.row = index;
			const text = document.createElementNS(SVG, 'text');
			text.setAttribute('x', x);
			text.setAttribute('y', height - Number(value('positionY')));
			text.setAttribute('text-anchor', 'middle');
			text.textContent = input(row, 'accountId').value;
			group.append(rect, text);
			sheet.append(group);
		}
	});
}
for (const sheet of sheets) {
	sheet.addEventListener('pointerdown', (event) => {
		const grabbed = event.target.dataset.row;
		const row = grabbed === undefined ? chosen() : rows[Number(grabbed)];
		row.querySelector('[name=row]').checked = true;
		placeAt(row, sheet, event);
		sheet.setPointerCapture(event.pointerId);
		sheet.onpointermove = (moved) => placeAt(row, sheet, moved);
	});
	sheet.addEventListener('pointerup', () => { sheet.onpointermove = null; });
}
document.querySelector('form').addEventListener('input', draw);
draw();
`;
