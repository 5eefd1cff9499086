<?php
/** What the pages share: the frame around them, and the file that orders are kept in. */

function page(string $title, string $body): void
{
    echo '<!doctype html><html lang="en"><meta charset="utf-8"><title>', text($title), '</title>',
        '<nav><a href="/cafe">Café</a> <a href="/cafe/menu.php">Menu</a> ',
        '<a href="/cafe/orderHistory.php">Orders</a></nav><h1>', text($title), '</h1>', $body, '</html>';
}

function text(string $value): string
{
    return htmlspecialchars($value, ENT_QUOTES);
}

function euros(int $cents): string
{
    return number_format($cents / 100, 2) . ' €';
}

function ordersFile(): string
{
    return $_SERVER['CAFE_ORDERS'] ?? sys_get_temp_dir() . '/cafe-orders.jsonl';
}

/** @param array{item: string, amount: int, cents: int} $order */
function keepOrder(array $order): void
{
    file_put_contents(ordersFile(), json_encode($order) . "\n", FILE_APPEND | LOCK_EX);
}

/** @return list<array{item: string, amount: int, cents: int}> */
function orders(): array
{
    $lines = is_file(ordersFile()) ? file(ordersFile(), FILE_IGNORE_NEW_LINES) : [];
    return array_map(fn (string $line) => json_decode($line, true), $lines);
}
