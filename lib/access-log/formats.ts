import type { Format } from './format'
import { caddyJson } from './formats/caddy-json'
import { cafewatchJson } from './formats/cafewatch-json'
import { combined } from './formats/combined'
import { ecsJson } from './formats/ecs-json'
import { envoyJson } from './formats/envoy-json'
import { googleJson } from './formats/google-json'
import { nginxJson } from './formats/nginx-json'
import { traefikJson } from './formats/traefik-json'
import { vhostCombined } from './formats/vhost-combined'

/** Every format that is recognized by itself, in the order in which it is tried. */
export const formats: readonly Format[] = [
  combined,
  vhostCombined,
  cafewatchJson,
  caddyJson,
  traefikJson,
  envoyJson,
  ecsJson,
  googleJson,
  // The most general is the last.
  nginxJson,
]

/** The name of a format by its id; null when there is none. */
export const formatName = (id: string | null): string | null =>
  formats.find((format) => format.id === id)?.name ?? null
