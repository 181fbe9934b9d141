// The library decorates its classes with metadata, and wants this in place before it loads.
import 'reflect-metadata';

export * from '@peculiar/x509';
