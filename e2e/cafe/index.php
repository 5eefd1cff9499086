<?php
require __DIR__ . '/shop.php';

page('The café', '<p>Fresh every morning. <a href="/cafe/menu.php">See the menu</a></p>');
