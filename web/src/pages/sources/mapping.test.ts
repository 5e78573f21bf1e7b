import { expect, test } from 'vitest'
import { assign, extras, fieldOf, fields } from './mapping'

test('a field is read from one column and a column as one field', () => {
  const m = { columns: { phone: 'SĐT', email: 'Thư' } }
  const moved = assign(m, 'Thư', 'phone')
  expect(moved.columns).toEqual({ phone: 'Thư' })
  expect(fieldOf(moved, 'SĐT')).toBeNull()
  expect(assign(moved, 'Thư', null).columns).toEqual({})
  expect(m.columns).toEqual({ phone: 'SĐT', email: 'Thư' })
})

test('a column has no choice twice, whatever its name is', () => {
  const choices = ['name', 'email', 'SĐT'].flatMap((c) => [
    extras(c, null),
    extras(c, 'traits.name'),
    extras(c, 'phone'),
  ])
  const given = Object.values(fields).flat() as string[]
  expect(choices.flat().filter((v) => given.includes(v))).toEqual([])
})
