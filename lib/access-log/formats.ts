import type { Format } from './format'
import { cafewatchJson } from './formats/cafewatch-json'
import { combined } from './formats/combined'
import { vhostCombined } from './formats/vhost-combined'

/** Every format that is recognized by itself, in the order in which it is tried. */
export const formats: readonly Format[] = [combined, vhostCombined, cafewatchJson]

/** A format by its id; null when there is none. */
export const formatById = (id: string): Format | null =>
  formats.find((format) => format.id === id) ?? null

/** The name of a format by its id; null when there is none. */
export const formatName = (id: string | null): string | null =>
  formats.find((format) => format.id === id)?.name ?? null
