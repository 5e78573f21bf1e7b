import { expect, test } from 'vitest'
import { assign, fieldOf } from './mapping'

test('a field is read from one column and a column as one field', () => {
  const m = { columns: { phone: 'SĐT', email: 'Thư' } }
  const moved = assign(m, 'Thư', 'phone')
  expect(moved.columns).toEqual({ phone: 'Thư' })
  expect(fieldOf(moved, 'SĐT')).toBeNull()
  expect(assign(moved, 'Thư', null).columns).toEqual({})
  expect(m.columns).toEqual({ phone: 'SĐT', email: 'Thư' })
})
