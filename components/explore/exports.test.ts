import { describe, expect, test } from 'vitest'
import type { Table } from '@/lib/explore'
import { toCsv, toJson, toTsv } from './exports'

const csvCell = (value: string) => toCsv({ columns: ['c'], rows: [{ c: value }] }).slice(3, -2)

describe('a cell in CSV: quoted where it must be, and no formula', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "so"', '"say ""so"""'],
    ['two\nlines', '"two\nlines"'],
    [' led by a space', '" led by a space"'],
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['+49 30 1234', "'+49 30 1234"],
    ['-1+cmd|x', "'-1+cmd|x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['＝1+1', "'＝1+1"],
    ['-5', '-5'],
    ['+1.5', '+1.5'],
    ['-1e3', '-1e3'],
    ['-', "'-"],
    ['1=1', '1=1'],
  ])('%j', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})

const table: Table = {
  columns: ['=name', 'n'],
  rows: [{ '=name': 'a\tb', n: '1', '@ptr': 'secret' }, { n: '-2' }],
}

test('a table as CSV, as cells for the clipboard, and as JSON', () => {
  expect(toCsv(table)).toBe("'=name,n\r\na\tb,1\r\n,-2\r\n")
  expect(toTsv(table)).toBe('\'=name\tn\n"a\tb"\t1\n\t-2')
  expect(JSON.parse(toJson(table))).toEqual([{ '=name': 'a\tb', n: '1' }, { n: '-2' }])
})
