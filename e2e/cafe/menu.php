<?php
require __DIR__ . '/shop.php';
require __DIR__ . '/products.php';

$rows = '';
foreach (products() as $item => $cents) {
    $rows .= '<li>' . text($item) . ', ' . euros($cents)
        . '<form method="post" action="/cafe/processOrder.php">'
        . '<input type="hidden" name="item" value="' . text($item) . '">'
        . '<input name="amount" value="1"><button>Order</button></form></li>';
}
page('Menu', "<ul>$rows</ul>");
