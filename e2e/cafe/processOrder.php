<?php
require __DIR__ . '/shop.php';
require __DIR__ . '/products.php';

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    http_response_code(405);
    header('Allow: POST');
    exit;
}
$item = (string) ($_POST['item'] ?? '');
$amount = filter_var($_POST['amount'] ?? '', FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => 99]]);
$cents = products()[$item] ?? null;
if ($cents === null || $amount === false) {
    http_response_code(400);
    page('Not ordered', '<p>We do not sell that.</p>');
    exit;
}
keepOrder(['item' => $item, 'amount' => $amount, 'cents' => $amount * $cents]);
page('Thank you', '<p>' . $amount . ' × ' . text($item) . ', ' . euros($amount * $cents) . '</p>');
