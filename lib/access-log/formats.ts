import type { Format } from './format'
import { awsAlb } from './formats/aws-alb'
import { awsS3 } from './formats/aws-s3'
import { caddyJson } from './formats/caddy-json'
import { cafewatchJson } from './formats/cafewatch-json'
import { classicElb } from './formats/classic-elb'
import { cloudfront } from './formats/cloudfront'
import { combined } from './formats/combined'
import { ecsJson, ecsJsonDotted } from './formats/ecs-json'
import { envoy } from './formats/envoy'
import { envoyJson } from './formats/envoy-json'
import { googleJson } from './formats/google-json'
import { haproxy } from './formats/haproxy'
import { lighttpd } from './formats/lighttpd'
import { litespeed } from './formats/litespeed'
import { nginxJson } from './formats/nginx-json'
import { nginxProxyManager } from './formats/nginx-proxy-manager'
import { squid } from './formats/squid'
import { timeFirst } from './formats/time-first'
import { traefikJson } from './formats/traefik-json'
import { vhostCombined } from './formats/vhost-combined'
import { w3cExtended } from './formats/w3c-extended'

/** Every format that is recognized by itself, in the order in which it is tried. */
export const formats: readonly Format[] = [
  combined,
  vhostCombined,
  lighttpd,
  litespeed,
  timeFirst,
  nginxProxyManager,
  haproxy,
  envoy,
  awsAlb,
  classicElb,
  awsS3,
  squid,
  cloudfront,
  w3cExtended,
  cafewatchJson,
  caddyJson,
  traefikJson,
  envoyJson,
  ecsJsonDotted,
  ecsJson,
  googleJson,
  // The most general is the last.
  nginxJson,
]

/** A format by its id; null when there is none. */
export const formatById = (id: string): Format | null =>
  formats.find((format) => format.id === id) ?? null

/** The id of a format that settings declare. */
export const declaredId = 'declared'

/** The name of a format by its id; null when there is none. */
export const formatName = (id: string | null): string | null =>
  id === declaredId ? 'LOG_FORMAT' : (formats.find((format) => format.id === id)?.name ?? null)
