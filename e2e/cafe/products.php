<?php
/** @return array<string, int> What is sold, with its price in cents. */
function products(): array
{
    return ['Espresso' => 220, 'Croissant' => 260, 'Hot chocolate' => 390, 'Strawberry tart' => 450];
}
