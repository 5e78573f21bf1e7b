/// <reference types="vite/client" />

declare module 'virtual:staff-words' {
  type Tree = { [k: string]: string | Tree }
  export const vi: Tree
  export const en: Tree
}
