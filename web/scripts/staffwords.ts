import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

// The words of the staff page, out of both languages' files: it takes its own along and leaves the others.

const name = 'virtual:staff-words'

export function staffWords(): Plugin {
  return {
    name: 'staff-words',
    resolveId: (id) => (id === name ? '\0' + name : undefined),
    load(id) {
      if (id !== '\0' + name) return
      const words = ['vi', 'en'].map((lang) => {
        const file = new URL(`../../locale/${lang}.json`, import.meta.url)
        this.addWatchFile(file.pathname)
        return `export const ${lang} = ${JSON.stringify((JSON.parse(readFileSync(file, 'utf8')) as { staff: unknown }).staff)}`
      })
      return words.join('\n')
    },
  }
}
