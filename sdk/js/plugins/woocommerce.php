<?php
/**
 * Plugin Name: Chạm
 * Description: Lượt xem sản phẩm, giỏ hàng, thanh toán và đơn hàng của WooCommerce về Chạm.
 * Version: 1.0
 *
 * Dán vào plugin "Code Snippets", hoặc lưu thành wp-content/plugins/cham.php rồi bật.
 * Paste into the plugin "Code Snippets", or save as wp-content/plugins/cham.php and activate.
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/** Prints one fact for cham-shop.js: <meta name="cham-…" data-…="…">. */
function cham_meta( $name, $data ) {
	echo '<meta name="cham-' . esc_attr( $name ) . '"';
	foreach ( $data as $key => $value ) {
		if ( '' !== (string) $value ) {
			echo ' data-' . esc_attr( $key ) . '="' . esc_attr( $value ) . '"';
		}
	}
	echo ">\n";
}

/** What a product is, for a line or a page. */
function cham_product( $product ) {
	if ( ! $product ) {
		return array();
	}
	$categories = wp_get_post_terms( $product->get_parent_id() ? $product->get_parent_id() : $product->get_id(), 'product_cat', array( 'fields' => 'names' ) );
	return array(
		'id'       => $product->get_parent_id() ? $product->get_parent_id() : $product->get_id(),
		'sku'      => $product->get_sku(),
		'name'     => $product->get_name(),
		'price'    => wc_get_price_to_display( $product ),
		'category' => is_array( $categories ) && $categories ? $categories[0] : '',
	);
}

/** What lies in the cart, on the pages of the cart and the checkout. */
function cham_cart( $name ) {
	if ( ! WC()->cart ) {
		return;
	}
	cham_meta( $name, array( 'total' => WC()->cart->get_total( 'edit' ), 'currency' => get_woocommerce_currency() ) );
	foreach ( WC()->cart->get_cart() as $item ) {
		cham_meta( 'line', array_merge( cham_product( $item['data'] ), array( 'quantity' => $item['quantity'] ) ) );
	}
}

/** A page that names somebody is nobody else's: no cache may keep it. */
add_action( 'template_redirect', function () {
	$order = function_exists( 'is_order_received_page' ) && is_order_received_page();
	if ( ! $order && ! is_user_logged_in() ) {
		return;
	}
	if ( ! defined( 'DONOTCACHEPAGE' ) ) {
		define( 'DONOTCACHEPAGE', true );
	}
	if ( $order ) {
		nocache_headers();
	}
} );

add_action( 'wp_head', function () {
	echo '<script async src="__HOST__/cham.js" data-key="__KEY__"></script>' . "\n";
	echo '<script defer src="__HOST__/cham-shop.js"></script>' . "\n";
	$user = wp_get_current_user();
	if ( $user && $user->ID ) {
		cham_meta( 'customer', array(
			'email'      => $user->user_email,
			'phone'      => get_user_meta( $user->ID, 'billing_phone', true ),
			'first-name' => $user->first_name,
			'last-name'  => $user->last_name,
		) );
	}
	if ( ! function_exists( 'WC' ) ) {
		return;
	}
	if ( is_product() ) {
		$product = wc_get_product( get_queried_object_id() );
		cham_meta( 'product', array_merge( cham_product( $product ), array( 'currency' => get_woocommerce_currency() ) ) );
	} elseif ( is_cart() ) {
		cham_cart( 'cart' );
	} elseif ( is_checkout() && ! is_order_received_page() ) {
		cham_cart( 'checkout' );
	}
} );

add_action( 'woocommerce_thankyou', function ( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( ! $order || $order->has_status( array( 'failed', 'cancelled' ) ) ) {
		return;
	}
	cham_meta( 'customer', array(
		'email'      => $order->get_billing_email(),
		'phone'      => $order->get_billing_phone(),
		'first-name' => $order->get_billing_first_name(),
		'last-name'  => $order->get_billing_last_name(),
	) );
	cham_meta( 'order', array(
		'order'    => $order->get_order_number(),
		'total'    => $order->get_total(),
		'currency' => $order->get_currency(),
		'shipping' => $order->get_shipping_total(),
		'discount' => $order->get_discount_total(),
		'at'       => $order->get_date_created() ? $order->get_date_created()->format( DATE_ATOM ) : '',
	) );
	foreach ( $order->get_items() as $item ) {
		cham_meta( 'line', array_merge( cham_product( $item->get_product() ), array(
			'name'     => $item->get_name(),
			'price'    => $order->get_item_total( $item, true ),
			'quantity' => $item->get_quantity(),
		) ) );
	}
} );
