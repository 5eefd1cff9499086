<?php
require __DIR__ . '/shop.php';

$rows = '';
foreach (array_reverse(orders()) as $order) {
    $rows .= '<li>' . $order['amount'] . ' × ' . text($order['item']) . ', ' . euros($order['cents']) . '</li>';
}
page('Orders', $rows === '' ? '<p>No order yet.</p>' : "<ul>$rows</ul>");
